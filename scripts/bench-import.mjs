// A large transcript is made up, imported with the built command line, and held against a bare JSON.parse pass over its lines.
// Usage: node scripts/bench-import.mjs [megabytes, or path of a transcript] [path of bin.js]. Exit 1 where it takes over 6 times as long or over 400 MB.
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  createReadStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const given = process.argv[2] ?? '100'
const bin = resolve(process.argv[3] ?? 'dist/bin.js')
const most = { times: 6, megabytes: 400 }

const folder = mkdtempSync(join(tmpdir(), 'spec-bench-'))
try {
  const project = join(folder, 'shop')
  mkdirSync(join(project, 'specs', 'features'), { recursive: true })
  const transcript = /^\d+$/.test(given) ? join(folder, 'session.jsonl') : resolve(given)
  if (transcript !== resolve(given)) makeTranscript(transcript, Number(given) * 1024 * 1024, project)

  let parseCpu = Infinity
  const parse = await best(3, async () => {
    const [began, used] = [performance.now(), process.cpuUsage()]
    for await (const line of createInterface({ input: createReadStream(transcript) }))
      if (line !== '') JSON.parse(line)
    const { user, system } = process.cpuUsage(used)
    parseCpu = Math.min(parseCpu, (user + system) / 1000)
    return performance.now() - began
  })
  const runs = [0, 1, 2].map(() => {
    rmSync(join(project, '.spec'), { recursive: true, force: true })
    return importIt(project, transcript)
  })
  const again = importIt(project, transcript)
  const fastest = Math.min(...runs.map(({ ms }) => ms))
  const memory = Math.max(...runs.map(({ peak }) => peak), again.peak)
  const times = fastest / parse
  console.log(`transcript       ${Math.round(statSync(transcript).size / 1024 / 1024)} MB`)
  console.log(`JSON.parse       ${Math.round(parse)} ms (read by lines)`)
  console.log(`import           ${Math.round(fastest)} ms: ${times.toFixed(1)} times, at most ${most.times}`)
  console.log(`  processors     ${Math.min(...runs.map(({ cpu }) => cpu))} ms in all threads`)
  // What others do on the machine matters less to it than to the time by the clock.
  const main = Math.min(...runs.map(({ main }) => main))
  if (main > 0)
    console.log(
      `  main thread    ${main} ms of processor time: ${(main / parseCpu).toFixed(1)} times the ${Math.round(parseCpu)} ms of the parse`,
    )
  console.log(`import again     ${Math.round(again.ms)} ms`)
  console.log(`memory           ${memory} MB, at most ${most.megabytes}`)
  if (times > most.times || memory > most.megabytes) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function best(count, run) {
  const all = []
  for (let at = 0; at < count; at++) all.push(await run())
  return Math.min(...all)
}

/** Wall time and time of all processors in milliseconds, peak of resident memory in MB. */
function importIt(project, transcript) {
  const report =
    "process.on('exit',()=>{const u=process.resourceUsage();process.stderr.write('\\nPEAK '+u.maxRSS+' CPU '+Math.round((u.userCPUTime+u.systemCPUTime)/1000)+' MAIN '+main())});import{readFileSync}from'node:fs';function main(){try{return Math.round(readFileSync('/proc/self/task/'+process.pid+'/schedstat','utf8').split(' ')[0]/1e6)}catch{return 0}}"
  const began = performance.now()
  const ran = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(report)}`, bin, 'archive', 'import', transcript],
    { cwd: project, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: project, NO_COLOR: '1' } },
  )
  const ms = performance.now() - began
  if (ran.status !== 0) throw new Error(`exit ${ran.status}: ${ran.stdout}${ran.stderr}`)
  const [, peak, cpu, main] = /PEAK (\d+) CPU (\d+) MAIN (\d+)/.exec(ran.stderr) ?? []
  return { ms, peak: Math.round(Number(peak) / 1024), cpu: Number(cpu), main: Number(main) }
}

/** As Claude Code writes them: prompts, answers, calls of tools with their results, an image now and then; a few secrets. */
function makeTranscript(path, size, cwd) {
  const file = openSync(path, 'w')
  let [written, turn, seed] = [0, 0, 1]
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648
  const words =
    'the order of lines in a basket is kept when its total is asked for again and const return import from'.split(
      ' ',
    )
  const prose = (count) =>
    Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(' ')
  const code = (lines) =>
    Array.from(
      { length: lines },
      (_, at) => `  ${at}\tconst ${prose(1)}${at} = ${prose(2).replace(' ', '.')}('${prose(3)}')`,
    ).join('\n')
  let parent = null
  const put = (record) => {
    const uuid = `00000000-0000-4000-8000-${String(turn++).padStart(12, '0')}`
    const at = new Date(1767225600000 + turn * 1000).toISOString()
    const common = {
      parentUuid: parent,
      isSidechain: false,
      userType: 'external',
      cwd,
      sessionId: 'bench-session',
      version: '2.1.0',
      gitBranch: 'main',
    }
    written += writeSync(file, `${JSON.stringify({ ...common, ...record, uuid, timestamp: at })}\n`)
    parent = uuid
  }
  for (let round = 0; written < size; round++) {
    put({ type: 'user', message: { role: 'user', content: prose(40) } })
    const usage = {
      input_tokens: 10,
      output_tokens: 200,
      cache_read_input_tokens: 9000,
      cache_creation_input_tokens: 300,
    }
    const said = (content) => ({
      type: 'assistant',
      message: { id: `msg_${round}`, role: 'assistant', model: 'claude-sonnet-4-5', content, usage },
    })
    put(said([{ type: 'text', text: prose(120) }]))
    const id = `toolu_${round}`
    const text = code(20 + Math.floor(random() * 200))
    put(
      said([
        { type: 'tool_use', id, name: 'Read', input: { file_path: `${cwd}/src/basket${round % 50}.ts` } },
      ]),
    )
    put({
      type: 'user',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: text }] },
      toolUseResult: {
        type: 'text',
        file: {
          filePath: `${cwd}/src/basket${round % 50}.ts`,
          content: text,
          numLines: 40,
          startLine: 1,
          totalLines: 40,
        },
      },
    })
    if (round % 200 === 0) {
      const data = Buffer.from(Array.from({ length: 60_000 }, () => Math.floor(random() * 256))).toString(
        'base64',
      )
      put({
        type: 'user',
        message: {
          role: 'user',
          content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data } }],
        },
      })
    }
    // Made up, in parts, so that no scanner takes this file for a leak.
    if (round % 100 === 0)
      put({
        type: 'user',
        message: { role: 'user', content: `use ${'gh'}${'p_'}${'a1B2c3D4e5F6'.repeat(3)} for it` },
      })
  }
  closeSync(file)
}
