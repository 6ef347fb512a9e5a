// Vitest searches parent folders for a configuration; having one here keeps it inside this project.
export default { test: { include: ['test/**/*.test.ts'] } }
