// Kinds of events of Copilot CLI that carry nothing that was said, from the reference of its SDK's session events and real logs up to 1.0.91
// (docs.github.com, "Streaming events").

export const copilotQuiet: ReadonlySet<string> = new Set(
  (
    'assistant.intent assistant.message_delta assistant.message_start assistant.reasoning_delta assistant.streaming_delta ' +
    'assistant.turn_end assistant.turn_start assistant.usage capabilities.changed command.completed command.execute ' +
    'command.queued commands.changed elicitation.completed elicitation.requested exit_plan_mode.completed ' +
    'exit_plan_mode.requested external_tool.completed external_tool.requested hook.end hook.start ' +
    'pending_messages.modified permission.completed permission.requested sampling.completed sampling.requested ' +
    'session.auto_mode_resolved session.background_tasks_changed session.compaction_start session.context_changed ' +
    'session.custom_agents_updated session.extensions_loaded session.handoff session.idle session.import_legacy ' +
    'session.mcp_server_status_changed session.mcp_servers_loaded session.mode_changed session.model_change ' +
    'session.permissions_changed session.plan_changed session.remote_steerable_changed session.resume ' +
    'session.shutdown session.skills_loaded session.task_complete session.title_changed session.tools_updated ' +
    'session.truncation session.usage_checkpoint session.usage_info session.workspace_file_changed skill.invoked ' +
    'subagent.completed subagent.deselected subagent.failed subagent.selected subagent.started ' +
    'tool.execution_partial_result tool.execution_progress tool.user_requested user_input.completed user_input.requested'
  ).split(' '),
)

/** Words of the program → the member of `data` that holds them. */
export const copilotNotices: Readonly<Record<string, string>> = {
  abort: 'reason',
  'session.compaction_complete': 'summaryContent',
  'session.error': 'message',
  'session.info': 'message',
  'session.warning': 'message',
  'system.message': 'content',
  'system.notification': 'content',
}
