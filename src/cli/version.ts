// The tool's own version, put in by the build (scripts/build.mjs) and by vitest.config.ts.
declare const __SPEC_VERSION__: string

export const toolVersion: string = __SPEC_VERSION__
