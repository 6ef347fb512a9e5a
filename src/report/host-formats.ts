// The names of the formats that a host reads, apart from what writes them: that is loaded when it is asked for.

export const hostFormats = ['sarif', 'github', 'junit', 'markdown'] as const
export type HostFormat = (typeof hostFormats)[number]
