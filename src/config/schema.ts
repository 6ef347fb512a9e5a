// The shape of spec.config.json for checking and for editors. Loads zod: import this file only where a configuration is read.
import { z } from 'zod'
import { defaultConfig, type Config } from './config.ts'
import { presetNames, presetPattern } from './model-names.ts'
import { readSessionsPlace, writtenPlace } from './sessions-place.ts'

const text = z.string().min(1)

/** An address that holds no password: it is printed in messages and recorded with answers. */
const address = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !/^[a-z]+:\/\/[^/?#]*@/i.test(url), 'an address without user and password')

const anthropic = z.strictObject({
  kind: z.literal('anthropic').describe('The Anthropic API, or a server that speaks it.'),
  model: text.describe("The API's id of the model."),
  baseUrl: address
    .exactOptional()
    .describe('Base address without `/v1`; else ANTHROPIC_BASE_URL, else the public one.'),
  maxTokens: z.int().min(1).exactOptional().describe('Most output tokens of one answer.'),
  effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).exactOptional(),
})

const command = z.strictObject({
  kind: z
    .literal('command')
    .describe('A program that reads the prompt on stdin and writes the answer to stdout.'),
  command: z.array(text).min(1).describe('Program and arguments; no shell.'),
  timeoutSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .exactOptional()
    .describe('Seconds until the program is stopped.'),
})

const preset = z.strictObject({
  kind: z.literal('preset').describe('A program that the tool knows how to ask: see `spec models`.'),
  preset: z
    .string()
    .regex(presetPattern, `one of ${presetNames.join(', ')}, and after a colon the model it is to ask`)
    .describe('`claude-code`, `codex:<model>`, `gemini`, `llm:<model>`, `ollama:<model>`.'),
  timeoutSeconds: command.shape.timeoutSeconds,
})

const allowedSecret = z.strictObject({
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .describe('Digest of the text that was taken for a secret, as the finding shows it.'),
  reason: text.describe('Why it is none.'),
})

const redactPattern = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,63}$/, 'a name of small letters, digits and hyphens')
    .describe('Stands in the token: `[REDACTED:<name>]`.'),
  pattern: text
    .max(200)
    .describe(
      'A regular expression: letters, classes and repeats; no group that repeats, no reference, no lookaround.',
    ),
})

/** A name that cannot be taken for an option, a path or a property of objects. */
const modelName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)

/** US dollars for a million tokens. */
const price = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cacheWrite: z
    .number()
    .min(0)
    .exactOptional()
    .describe('Input that is written to the cache; as `input` where absent.'),
  cacheRead: z
    .number()
    .min(0)
    .exactOptional()
    .describe('Input that comes from the cache; as `input` where absent.'),
  batch: z.number().min(0).max(1).exactOptional().describe('What of these a batch costs: 0.5 is half.'),
})

/** A matcher takes parentheses and `|` for parts of a regular expression, which a stranger could write to run for ever. */
const glob = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^()|!\\]+$/, 'a glob of `*`, `**`, `?`, `[abc]` and `{a,b}`')

const sessionsPlaces = '`repository`, `local` or `branch:<name>`'

export const configSchema = z.strictObject({
  $schema: z.string().exactOptional().describe('Where this schema lies; for editors only.'),
  model: text
    .default(defaultConfig.model)
    .describe(
      'The model in use: a key of `models`, a preset (`spec models` lists them), or an id of the Anthropic API.',
    ),
  models: z
    .record(modelName, z.discriminatedUnion('kind', [anthropic, command, preset]))
    .default({})
    .describe('Models under names of their own.'),
  informative: z
    .array(text)
    .default([...defaultConfig.informative])
    .describe(
      'Headings, in any case, whose parts are for people only: never in a prompt, never a reason for staleness.',
    ),
  requirementHeadings: z
    .array(text)
    .default([...defaultConfig.requirementHeadings])
    .describe('Headings, in any case, whose list items are requirements even without an id.'),
  secrets: z
    .strictObject({
      allow: z.array(allowedSecret).default([]).describe('False alarms that a person has looked at.'),
    })
    .default({ allow: [] }),
  redact: z
    .strictObject({
      patterns: z
        .array(redactPattern)
        .max(50)
        .default([])
        .describe('Texts of your own that are taken out of conversations before they are kept.'),
      emails: z.boolean().default(false).describe('Take e-mail addresses out as well.'),
    })
    .default({ patterns: [], emails: false }),
  archive: z
    .strictObject({
      sessions: z
        .string()
        .regex(writtenPlace, { message: sessionsPlaces, abort: true })
        .refine((place) => readSessionsPlace(place) !== null, sessionsPlaces)
        .default(defaultConfig.archive.sessions)
        .describe(
          'Where sessions of agents are kept: `repository` (in `.spec/archive`, and so in commits), `branch:<name>` (on ' +
            'a branch of its own, which is never checked out) or `local` (in a folder that git ignores).',
        ),
    })
    .default(defaultConfig.archive),
  drift: z
    .strictObject({
      failOn: z
        .enum(['format', 'implementation', 'api'])
        .default(defaultConfig.drift.failOn)
        .describe('The least level of an edit that fails `spec drift`; `--fail-on` overrides it.'),
    })
    .default(defaultConfig.drift),
  verify: z
    .strictObject({
      tests: z
        .boolean()
        .default(defaultConfig.verify.tests)
        .describe(
          "Run the spec's acceptance tests and the tests that import a target (vitest, jest, mocha, node --test).",
        ),
      lint: z
        .boolean()
        .default(defaultConfig.verify.lint)
        .describe('Run ESLint or Biome on the new files, where the project is set up for one.'),
      commands: z
        .array(z.array(text).min(1))
        .default([])
        .describe('Programs with arguments, run in the root of the copy before the tests; no shell.'),
      timeoutSeconds: z
        .int()
        .min(1)
        .max(86_400)
        .default(defaultConfig.verify.timeoutSeconds)
        .describe('Seconds until a program is stopped.'),
    })
    .default({ ...defaultConfig.verify, commands: [] })
    .describe('What is run on a copy of the project before new code lands. It runs code of the project.'),
  regen: z
    .strictObject({
      repairs: z
        .int()
        .min(0)
        .max(10)
        .default(defaultConfig.regen.repairs)
        .describe('How often what a check found goes back to the model; `--repairs` overrides it.'),
      format: z
        .enum(['auto', 'off'])
        .default(defaultConfig.regen.format)
        .describe("`auto`: new code is formatted by the project's own prettier or biome."),
      collateral: z
        .enum(['report', 'ask', 'refuse'])
        .default(defaultConfig.regen.collateral)
        .describe(
          'What becomes of new code that changes what no changed requirement explains: `report` tells it, `ask` wants a ' +
            'yes on the terminal or `--yes`, `refuse` sends it back to the model and lets it not land.',
        ),
      maxCost: z
        .number()
        .positive()
        .exactOptional()
        .describe('US dollars that one run of `spec regen` may spend; `--max-cost` overrides it.'),
    })
    .default(defaultConfig.regen),
  concurrency: z
    .int()
    .min(1)
    .max(64)
    .default(defaultConfig.concurrency)
    .describe('Specs built at a time by `spec regen --all`.'),
  prices: z
    .record(text, price)
    .default({})
    .describe(
      "US dollars for a million tokens, by the API's id of a model; before the prices that the tool knows.",
    ),
  coverage: z
    .strictObject({
      include: z
        .array(glob)
        .default([...defaultConfig.coverage.include])
        .describe('Globs from the root: which files are source.'),
      exclude: z
        .array(glob)
        .default([...defaultConfig.coverage.exclude])
        .describe(
          'Globs from the root: which of those do not count (tests, settings, what is generated). Takes the place of ' +
            'the default list. Ignored and hidden files and installed packages never count.',
        ),
    })
    .default({
      include: [...defaultConfig.coverage.include],
      exclude: [...defaultConfig.coverage.exclude],
    })
    .describe('What `spec coverage` counts.'),
})

/** The schema for editors, as it lies in `schema/spec.config.schema.json`. Written by `scripts/schema.mjs`. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' })
  return `${JSON.stringify({ ...schema, title: 'spec.config.json' }, null, 2)}\n`
}

// The two spellings of one shape may not part: this line does not compile where they do.
const _same = (checked: Omit<z.output<typeof configSchema>, '$schema'>): Config => checked
