// src/config/schema.ts -> schema/spec.config.schema.json, for editors. A test fails where the file is out of date.

import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { format, resolveConfig } from 'prettier'

const root = fileURLToPath(new URL('..', import.meta.url))

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['src/config/schema.ts'],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
})
const source = Buffer.from(outputFiles[0].contents).toString('base64')
const { configJsonSchema } = await import(`data:text/javascript;base64,${source}`)
const path = `${root}schema/spec.config.schema.json`
mkdirSync(`${root}schema`, { recursive: true })
writeFileSync(path, await format(configJsonSchema(), { ...(await resolveConfig(path)), filepath: path }))
