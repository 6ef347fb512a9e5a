// Kinds of records of Claude Code that carry nothing that was said, as seen in real transcripts up to 2.1.329.

/** Records about the session. */
export const aboutSession: ReadonlySet<string> = new Set([
  'file-history-snapshot',
  'queue-operation',
  'permission-mode',
  'mode',
  'last-prompt',
  'worktree-state',
  'agent-name',
  'agent-setting',
  'custom-title',
  'ai-title',
  'pr-link',
  'frame-link',
  'relocated',
  'bridge-session',
  'atis-latch',
  'started',
  'result',
  'tag',
])

/** `data.type` of `progress`. */
export const progressKinds: ReadonlySet<string> = new Set([
  'agent_progress',
  'bash_progress',
  'hook_progress',
  'mcp_progress',
  'powershell_progress',
  'query_update',
  'search_results_received',
  'skill_progress',
  'waiting_for_task',
])

/** `subtype` of `system` without a text. */
export const systemKinds: ReadonlySet<string> = new Set([
  'api_error',
  'api_refusal',
  'compact_boundary',
  'error',
  'informational',
  'local_command',
  'microcompact_boundary',
  'model_refusal_fallback',
  'session_start',
  'stop_hook_summary',
  'turn_duration',
])

/** `attachment.type`. */
export const attachmentKinds: ReadonlySet<string> = new Set(
  (
    'agent_listing_delta auto_mode batching_reminder_sent budget_usd command_permissions compact_file_reference ' +
    'date_change deferred_tools_delta dynamic_skill edited_text_file file hook_additional_context hook_blocking_error ' +
    'hook_non_blocking_error hook_success invoked_skills mcp_instructions_delta nested_memory plan_mode plan_mode_exit ' +
    'queued_command read_truncation_notice silent_turn_reminder skill_listing task_reminder task_status todo_reminder ' +
    'total_tokens_reminder ultra_effort_enter ultra_effort_exit'
  ).split(' '),
)
