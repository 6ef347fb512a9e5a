// The floor of the bench: parses both sides of every edit of a list (JSON of path, before, after) and does nothing else.
import { readFileSync } from 'node:fs'
import ts from 'typescript'

for (const { path, before, after } of JSON.parse(readFileSync(process.argv[2], 'utf8')))
  for (const text of [before, after]) ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
