// Bytes of a transcript in; its messages, tool calls and edits, counted straight over the raw lines, out. Shares no code with the
// readers: what both say is hardly wrong in both.

/** Values of JSON in a text: a line each, several joined, or one over many lines. Damage is left out. */
export function valuesOf(text) {
  const values = []
  let open = ''
  for (const line of text.replace(/^\uFEFF/, '').split('\n')) {
    let rest = open === '' ? line.trim() : `${open}\n${line}`
    open = ''
    while (rest !== '') {
      try {
        values.push(JSON.parse(rest))
        rest = ''
      } catch (error) {
        const after = /after JSON at position (\d+)/.exec(error.message)
        if (after) {
          values.push(JSON.parse(rest.slice(0, Number(after[1]))))
          rest = rest.slice(Number(after[1])).trim()
        } else {
          if (
            /Unexpected end|property name|in JSON at position \d+$/.test(error.message) &&
            rest.length < 1e6
          ) {
            if (/^[{[]/.test(rest) && /[{[,:\]}"\w]\s*$/.test(rest) && !line.startsWith('{"')) open = rest
          }
          if (rest.trim() === '{' || rest.trim() === '[') open = rest
          rest = ''
        }
      }
    }
  }
  return values.flatMap((value) => (Array.isArray(value?.loglines) ? value.loglines : [value]))
}

/** Agent → values → counts. */
export const counters = { 'claude-code': countClaudeCode, codex: countCodex }

function countClaudeCode(values) {
  const seen = new Set()
  const messages = new Set()
  const calls = new Map()
  const failed = new Set()
  values.forEach((value, at) => {
    let record = value
    let who = `${value?.sessionId}/${value?.agentId}/${Boolean(value?.isSidechain || value?.agentId)}`
    const inner =
      value?.type === 'progress' && value.data?.type === 'agent_progress' ? value.data.message : null
    if (inner)
      [record, who] = [
        { ...inner, sessionId: value.sessionId },
        `${value.sessionId}/${value.data.agentId}/true`,
      ]
    if (record?.uuid) {
      const key = `${record.sessionId} ${record.uuid}`
      if (seen.has(key)) return
      seen.add(key)
    }
    const content = record?.message?.content
    const texts = typeof content === 'string' || Array.isArray(content)
    if ((record?.type === 'user' || record?.type === 'assistant') && texts) {
      const part = record.type === 'assistant' && record.message.id
      const message = part ? `${who} ${record.message.id}` : `at ${at}`
      messages.add(message)
      for (const block of Array.isArray(content) ? content : []) {
        if (/^(server_|mcp_)?tool_use$/.test(block?.type))
          calls.set(`${message} ${block.id ?? `${at} ${calls.size}`}`, {
            ...block,
            session: record.sessionId,
          })
        if (/tool_result$/.test(block?.type) && block.is_error === true)
          failed.add(`${record.sessionId} ${block.tool_use_id}`)
      }
    } else if (record?.type === 'system' && record.content && typeof record.content === 'string')
      messages.add(`at ${at}`)
    else if (record?.type === 'summary' && !record.summary && record.message?.content)
      messages.add(`at ${at}`)
    else if (record?.attachment?.type === 'queued_command' && record.attachment.prompt)
      messages.add(`at ${at}`)
  })
  const edits = [...calls.values()].filter(
    ({ name, input, id, session }) =>
      ['Edit', 'MultiEdit', 'Write', 'NotebookEdit'].includes(name) &&
      (input?.file_path || input?.notebook_path) &&
      !failed.has(`${session} ${id}`),
  )
  return { messages: messages.size, calls: calls.size, edits: edits.length }
}

const codexCalls =
  /^(function_call|custom_tool_call|local_shell_call|web_search_call|tool_search_call|image_generation_call)$/
const codexResults = /^(function_call_output|custom_tool_call_output|tool_search_output)$/

function countCodex(values) {
  const items = values.map((value) => {
    if (value?.payload) return { type: value.type, ...{ item: value.payload } }
    return { type: value?.type ? 'response_item' : '', item: value ?? {} }
  })
  const kindOf = (item) => item.type ?? (item.role ? 'message' : '')
  const textOf = (item) =>
    (typeof item.content === 'string' ? [{ text: item.content }] : (item.content ?? []))
      .flatMap((part) => (part.text ? [part.text] : []))
      .join('\n')
      .trim()
  const said = items.filter(({ type, item }) => type === 'response_item' && kindOf(item) === 'message')
  const left = (role) => said.filter(({ item }) => item.role === role).map(({ item }) => textOf(item))
  const twins = { user_message: left('user'), agent_message: left('assistant') }
  const thoughts = items
    .filter(({ item }) => kindOf(item) === 'reasoning')
    .flatMap(({ item }) => [...(item.summary ?? []), ...(Array.isArray(item.content) ? item.content : [])])
    .flatMap(({ text }) => (text ? [text.trim()] : []))

  let messages = 0
  let run = ''
  const step = (next, joins) => {
    if (!joins.includes(run)) messages++
    run = next
  }
  const isTwin = (list, text) => {
    const at = list.indexOf(text.trim())
    if (at >= 0) list.splice(at, 1)
    return at >= 0
  }
  const calls = []
  const known = new Set(
    items.filter(({ item }) => codexCalls.test(kindOf(item))).map(({ item }) => item.call_id),
  )
  const part = () => step(run === 'text' ? 'text' : 'part', ['part', 'text'])
  const changed = new Map()
  const failed = new Set()
  for (const { type, item } of items) {
    const kind = kindOf(item)
    if (type === 'event_msg') {
      if (kind === 'user_message' && item.message && !isTwin(twins.user_message, item.message))
        step('user', [])
      if (kind === 'agent_message' && item.message && !isTwin(twins.agent_message, item.message))
        step('text', ['part'])
      if (kind === 'agent_reasoning' && item.text && !isTwin(thoughts, item.text)) part()
      if (kind === 'patch_apply_end') {
        if (item.success !== false && !known.has(item.call_id) && !changed.has(item.call_id)) part()
        changed.set(item.call_id, item.success === false ? 0 : Object.keys(item.changes ?? {}).length)
      }
    } else if (type === 'response_item') {
      if (kind === 'message' && item.role === 'assistant') step('text', ['part'])
      else if (kind === 'message') step('user', [])
      else if (kind === 'agent_message') step('other', [])
      else if (codexCalls.test(kind)) {
        part()
        calls.push(item)
      } else if (kind === 'reasoning' && JSON.stringify([item.summary, item.content]).includes('"text":"'))
        part()
      else if (codexResults.test(kind)) {
        step('result', ['result'])
        const output = JSON.stringify(item.output ?? '')
        if (
          /exit_code\W+[1-9]|Process exited with code -?[1-9]|Exit code: [1-9]|"apply_patch verif/.test(
            output.slice(0, 500),
          )
        )
          failed.add(item.call_id)
      }
    } else if (type === 'compacted' && item.message) step('other', [])
  }
  let edits = 0
  for (const { call_id: id, name, input, arguments: given } of calls) {
    const text = [input, given]
      .map((one) => (typeof one === 'string' ? one : JSON.stringify(one ?? '')))
      .join()
    const headers = /apply_patch/.test(`${name} ${text}`)
      ? text.match(/(\n|\\n)\*\*\* (Add|Update|Delete) File: /g)
      : null
    edits += changed.get(id) ?? (failed.has(id) ? 0 : (headers?.length ?? 0))
  }
  const alone = [...changed].filter(([id, count]) => !known.has(id) && count > 0)
  return {
    messages,
    calls: calls.length + alone.length,
    edits: edits + alone.reduce((sum, [, count]) => sum + count, 0),
  }
}
