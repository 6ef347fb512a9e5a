// Values or the text of a transcript in; its messages, tool calls and edits, counted without the readers, out: for Gemini CLI, Copilot,
// Cursor, OpenCode, Aider and SpecStory.

/** Agent → values → counts. */
export const moreCounters = {
  gemini: countGemini,
  copilot: countCopilot,
  cursor: countCursor,
  opencode: countOpenCode,
}

/** Agent → text → counts. */
export const textCounters = { aider: countAider, specstory: countSpecStory }

const editing =
  /^(edit|replace|write|write_file|create|create_file|str_?replace|delete|replace_string_in_file)$/i

function countGemini(values) {
  const messages = new Map()
  let round = 0
  for (const value of values) {
    if (value.$rewindTo) round++
    for (const one of [value, ...(value.messages ?? []), ...(value.$set?.messages ?? [])])
      if (/^(user|gemini|model|info|warning|error)$/.test(one?.type) && ('content' in one || 'parts' in one))
        messages.set(`${round} ${one.id ?? messages.size}`, one)
  }
  const calls = [...messages.values()].flatMap(({ toolCalls }) => toolCalls ?? [])
  const done = calls.filter(({ status }) => status !== 'error' && status !== 'cancelled')
  const edits = done.filter(({ name, args }) => editing.test(name) && args?.file_path)
  return { messages: messages.size, calls: calls.length, edits: edits.length }
}

function countCopilot(values) {
  const calls = new Map()
  let messages = 0
  let last = ''
  const seen = new Set()
  for (const value of values) {
    const { type, data } = value
    if (seen.has(JSON.stringify(value))) continue
    seen.add(JSON.stringify(value))
    const notice =
      { abort: 'reason', 'session.error': 'message', 'session.info': 'message' }[type] ?? 'content'
    const requests = type === 'tool.execution_start' ? [data] : (data?.toolRequests ?? [])
    const fresh = requests.filter(({ toolCallId }) => !calls.has(toolCallId))
    for (const one of fresh)
      calls.set(one.toolCallId, { name: one.name ?? one.toolName, args: one.arguments })
    const implied = type === 'tool.execution_start' && fresh.length > 0 && last !== 'assistant'
    const said = /^(user\.message|assistant\.message|tool\.execution_complete)$/.test(type)
    const told =
      /^(system\.|session\.(error|info|warning)$|abort$|assistant\.reasoning$)/.test(type) && data?.[notice]
    if (!said && !told && !implied) continue
    const again = type === 'assistant.message' && data.messageId && seen.has(data.messageId)
    if (data?.messageId) seen.add(data.messageId)
    if (again) continue
    messages++
    last = type === 'tool.execution_start' || type.startsWith('assistant') ? 'assistant' : 'other'
  }
  let edits = 0
  for (const { name, args } of calls.values()) {
    const text = typeof args === 'string' ? args : JSON.stringify(args ?? {})
    if (name === 'apply_patch') edits += (text.match(/\*\*\* (Add|Update|Delete) File: /g) ?? []).length
    else if (editing.test(name)) edits++
  }
  return { messages, calls: calls.size, edits }
}

function countCursor(values) {
  const said = values.filter(({ role }) => role === 'user' || role === 'assistant')
  const blocks = said.flatMap(({ message }) => (Array.isArray(message.content) ? message.content : []))
  const calls = blocks.filter(({ type }) => type === 'tool_use' || type === 'tool_call')
  const edits = calls.filter(({ name, input }) => editing.test(name) && (input.path || input.file_path))
  return { messages: said.length, calls: calls.length, edits: edits.length }
}

function countOpenCode(values) {
  const ids = new Set()
  const parts = []
  for (const value of values) {
    for (const { info, parts: own } of value.messages ?? []) {
      ids.add(info.id)
      parts.push(...own)
    }
    if (value.role && value.sessionID) ids.add(value.id)
    else if (value.type) {
      ids.add(value.messageID ?? 'none')
      parts.push(value)
    }
  }
  const tools = parts.filter(({ type }) => type === 'tool')
  const edits = tools.filter(
    ({ tool, state }) => editing.test(tool) && state?.status !== 'error' && state?.input?.filePath,
  )
  const patches = parts.filter(
    ({ type, files }) => type === 'patch' && (edits.length === 0 || files.length > edits.length),
  )
  return { messages: ids.size, calls: tools.length + patches.length, edits: edits.length + patches.length }
}

/** By regular expressions over the whole text, session by session. */
function countAider(text) {
  const block =
    /^<{5,9} SEARCH>?[ \t]*\n(?:(?!<{5,9} SEARCH>?[ \t]*$).*\n)*?={5,9}[ \t]*\n(?:(?!<{5,9} SEARCH>?[ \t]*$).*\n)*?>{5,9} REPLACE[ \t]*$/gm
  const above = /([^\n]*)\n([^\n]*)\n([^\n]*)\n$/
  const sum = { messages: 0, calls: 0, edits: 0 }
  for (const session of text.split(/^(?=# aider chat started at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\s*$)/m)) {
    const paths = []
    let path = ''
    const marked = session.replace(block, (whole, at) => {
      const found = above.exec(session.slice(Math.max(0, at - 2000), at))?.slice(1) ?? []
      const own = found
        .reverse()
        .map((line) => line.trim())
        .find((line) => line !== '' && !/^(```|~~~|<)/.test(line))
      if (own && !/REPLACE$/.test(own)) path = own.replace(/^[#*` ]+|[*`: ]+$/g, '')
      return `@@block ${paths.push(path) - 1}`
    })
    // A line each: who speaks.
    const lines = marked.replace(/^#### /, '\n#### ').split('\n')
    const who = []
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]
      if (/^####( .*)? {2}$/.test(line) && /^(|\s+|####( .*)?|>.*)$/.test(lines[at - 1] ?? ''))
        who.push(['p', at])
      else if (/^# aider chat started at \d/.test(line)) who.push(['t', at])
      else if (/^>( |$)/.test(line)) {
        const end = lines.findIndex((one, index) => index >= at && one.endsWith('  '))
        const many = end >= at && (end === at || !/^(>|####)( |$)/.test(lines[end]))
        if (!many && who.at(-1)?.[0] !== 't') who.push(['m', at])
        else for (const to = many ? end : at; at <= to; at++) who.push(['t', at])
        if (many || who.at(-1)?.[0] === 't') at--
      } else if (line.trim() !== '') who.push(['m', at])
    }
    let waiting = []
    let before = ['', -2]
    for (const [one, at] of who) {
      const again = one === before[0] && (one !== 'p' || at === before[1] + 1)
      if (!again) sum.messages++
      if (one === 'm' && !again) waiting = []
      const found = one === 'm' ? /^@@block (\d+)$/.exec(lines[at]) : null
      if (found) {
        waiting.push(paths[found[1]])
        sum.calls++
      }
      const applied = one === 't' ? /^> Applied edit to (.*?)\s*$/.exec(lines[at])?.[1] : undefined
      if (applied !== undefined) {
        const same = (given) => given.replaceAll('\\', '/') === applied.replaceAll('\\', '/')
        const mine = waiting.filter(same).length
        waiting = waiting.filter((given) => !same(given))
        sum.edits += Math.max(1, mine)
        if (mine === 0) sum.calls++
      }
      before = [one, at]
    }
  }
  return sum
}

/** Elements of tools are taken out first: what is inside them is nobody's turn. */
function countSpecStory(text) {
  const element = /^<tool-use data-tool-type="(\w+)"[^\n]*>\n[^]*?^(?:<\/details>)?<\/tool-use>$/gm
  let calls = 0
  let edits = 0
  const rest = text.replace(element, (whole, type) => {
    calls++
    const named =
      /has been (updated|overwritten)( successfully|\. All occurrences)|^File created successfully at: |^\*\*\* (Add|Update|Delete) File: /m
    if (type === 'write' && !/<tool_use_error>|doesn't want to proceed/.test(whole) && named.test(whole))
      edits++
    return ''
  })
  return { messages: rest.match(/^_\*\*(User|Agent|Assistant)[^\n]*\*\*_$/gm)?.length ?? 0, calls, edits }
}
