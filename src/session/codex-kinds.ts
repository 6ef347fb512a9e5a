// Kinds of records of Codex that carry nothing that was said, as seen in real rollouts up to 0.146.

/** `type` of a line beside those that are read. */
export const codexLines: ReadonlySet<string> = new Set([
  'world_state',
  'inter_agent_communication',
  'inter_agent_communication_metadata',
])

/** `payload.type` of `response_item`. */
export const codexItems: ReadonlySet<string> = new Set(['ghost_snapshot', 'other', 'compaction'])

/** `payload.type` of `event_msg`. */
export const codexEvents: ReadonlySet<string> = new Set(
  (
    'agent_message_delta agent_reasoning_delta agent_reasoning_raw_content agent_reasoning_section_break background_event ' +
    'collab_agent_interaction_begin collab_agent_interaction_end collab_agent_spawn_begin collab_agent_spawn_end ' +
    'collab_close_begin collab_close_end collab_waiting_begin collab_waiting_end context_compacted deprecation_notice ' +
    'dynamic_tool_call_request dynamic_tool_call_response entered_review_mode error exec_approval_request ' +
    'exec_command_begin exec_command_end exec_command_output_delta exited_review_mode guardian_assessment ' +
    'image_generation_begin image_generation_end item_completed item_started mcp_tool_call_begin mcp_tool_call_end ' +
    'patch_apply_begin patch_apply_end plan_update stream_error sub_agent_activity task_complete task_started ' +
    'terminal_interaction thread_goal_updated thread_name_updated thread_rolled_back thread_settings_applied token_count ' +
    'turn_aborted turn_complete turn_diff turn_started undo_completed undo_started view_image_tool_call warning ' +
    'web_search_begin web_search_end'
  ).split(' '),
)
