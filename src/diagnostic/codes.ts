// Every code a diagnostic may carry, with its severity and what it means. A code without an entry does not compile.
import type { Severity } from './diagnostic.ts'

interface CodeEntry {
  readonly severity: Severity
  /** What the code means, for the list of codes in the documentation. */
  readonly title: string
}

const entry = (severity: Severity, title: string): CodeEntry => ({ severity, title })

export const codes = {
  // The project as a whole
  'no-project': entry('trouble', 'there is no specs folder here or above'),
  'config-invalid': entry('trouble', 'the configuration cannot be read'),
  'config-unknown-key': entry('warning', 'the configuration has a key that means nothing'),
  unexpected: entry('trouble', 'a defect in the tool itself'),
  usage: entry('trouble', 'the command line cannot be understood'),
  'unknown-id': entry('trouble', 'no spec has this id'),
  'unknown-record': entry('trouble', 'no record, or more than one, has a digest that begins so'),
  'unknown-session': entry('trouble', 'no kept session, or more than one, is called so'),

  // One spec
  'spec-unreadable': entry('trouble', 'a spec is not UTF-8 text, is too large, or cannot be read'),
  'spec-yaml': entry('trouble', 'the front matter of a spec is not valid YAML'),
  'spec-engine': entry('trouble', 'the front matter of a spec names an engine other than YAML'),
  'spec-front-matter': entry('finding', 'a front matter value has the wrong type or shape'),
  'spec-unknown-key': entry('warning', 'a front matter key means nothing'),
  'spec-path': entry('finding', 'a spec has a name that cannot be an id'),
  'spec-comment': entry('finding', 'a comment of a spec is never closed, and hides all below it'),
  'spec-empty': entry('finding', 'a spec says nothing'),
  'spec-no-targets': entry('finding', 'an active feature owns no file'),
  'spec-too-many-targets': entry('finding', 'a spec owns more files than one answer can hold'),
  'spec-target-glob': entry('finding', 'a target is a glob'),
  'spec-target-path': entry('finding', 'a target leaves the project or has a name that some system refuses'),
  'spec-glob-path': entry('finding', 'a context or tests pattern leaves the project or reaches hidden files'),
  'spec-architecture-targets': entry('finding', 'an architecture spec owns files'),
  'requirement-duplicate': entry('finding', 'two requirements of one spec have the same id'),
  'requirement-informative': entry('warning', 'a requirement id stands in an informative part'),
  'requirement-none': entry('warning', 'a feature has no requirement that can be addressed'),

  // Specs together
  'id-clash': entry('finding', 'two specs have the same id'),
  'target-two-owners': entry('finding', 'two specs own one file'),
  'target-case-twin': entry('finding', 'two targets differ only in case'),
  'target-not-a-file': entry('finding', 'a target is a directory or a link that leaves the project'),
  'uses-missing': entry('finding', 'a used spec or requirement does not exist'),
  'uses-feature': entry('finding', 'an architecture spec uses a feature'),
  'uses-cycle': entry('finding', 'specs use each other in a circle'),
  'glob-empty': entry('warning', 'a context or tests pattern matches no file'),

  // Before anything is sent
  'secret-found': entry('finding', 'a secret stands in what would be sent or written'),
  'secret-scanner': entry('trouble', 'the secret scanner cannot run'),

  // Models
  'model-no-key': entry('trouble', 'there is no key and no recorded answer'),
  'model-unknown': entry('trouble', 'the model is not known'),
  'model-failed': entry('trouble', 'the model gave no answer'),
  'model-refused': entry('finding', 'the model declined to answer'),
  'over-budget': entry('finding', 'what is left of --max-cost does not pay for a call'),
  'price-unknown': entry('trouble', 'a budget is set, and what the model costs is not known'),
  'not-counted': entry('note', 'the server did not count tokens, so they were estimated'),
  'model-not-allowed': entry('finding', 'a spec names a model that the configuration does not define'),

  // The answer
  'answer-unreadable': entry('finding', 'the answer holds no file in the answer format'),
  'answer-stale': entry('finding', 'the answer belongs to an older version of the question'),
  'answer-missing-file': entry('finding', 'the answer lacks a target'),
  'answer-extra-file': entry('finding', 'the answer holds a file that nobody asked for'),
  'answer-duplicate-file': entry('finding', 'the answer holds a file twice'),
  'answer-bad-path': entry('finding', 'the answer names a path outside the targets'),
  'answer-edit': entry('finding', 'an edit of the answer does not fit exactly one place of its file'),
  'answer-cut': entry('finding', 'the answer ends before its last file does'),
  'answer-trace': entry('warning', 'a line of the trace or a decision cannot be read'),

  // Comparing
  'diff-unparsed': entry('finding', 'a version does not parse, so it was compared as text'),

  'answer-kept': entry('note', 'an answer that did not land is kept locally'),
  'answer-passed-over': entry('note', 'a recorded answer does not pass the checks'),

  // Batches
  'batch-model': entry('trouble', 'a model that cannot be asked in a batch'),
  'batch-failed': entry('trouble', 'a call to the Message Batches API gave nothing'),
  'batch-unclear': entry('trouble', 'whether a batch was accepted is not known'),
  'batch-damaged': entry('trouble', 'what is known of a batch cannot be read'),
  'batch-unknown': entry('trouble', 'no batch, or more than one, is called so'),
  'batch-incomplete': entry('trouble', 'not all results of a batch could be downloaded'),
  'batch-entry': entry('finding', 'a request of a batch gave no answer'),
  'batch-older': entry('finding', 'an answer of a batch belongs to an older version of the question'),
  'batch-foreign': entry('warning', 'results of a batch that nobody here asked for'),
  'batch-wording': entry('note', 'the words that were sent in a batch are not those that would be sent now'),
  'batch-under-way': entry('note', 'a question is in a batch already'),
  'batch-waits': entry('note', 'a spec is asked after what it uses is built'),
  'batch-resent': entry('note', 'a submission never arrived and is taken back'),
  'batch-adopted': entry('note', 'a batch of the server is taken for a submission whose reply was lost'),

  // Checks on a generation
  'check-parse': entry('finding', 'a generated file does not parse'),
  'check-types': entry('finding', 'a generated file brings a type error'),
  'check-trace-symbol': entry('finding', 'a traced symbol is not in the files'),
  'check-untraced': entry('warning', 'a requirement is traced to nothing'),
  'check-removed': entry('finding', 'an export disappears that no changed requirement explains'),
  'check-signature': entry('finding', 'a signature changes that no changed requirement explains'),
  'check-lost': entry(
    'finding',
    'a thrown error, guard, case or event disappears that no changed requirement explains',
  ),
  'check-collateral': entry('finding', 'a symbol changes that no changed requirement explains'),
  'collateral-refused': entry('finding', 'nobody agreed to changes that no changed requirement explains'),
  'check-import': entry('finding', 'a file imports a target of a spec that is not used'),
  'check-unchanged': entry('finding', 'the spec changed and the code that it is traced to did not'),
  'check-test': entry('finding', 'a test fails with the new code'),
  'check-lint': entry('finding', "the project's linter finds an error in the new code"),
  'check-command': entry('finding', 'a command of the configuration fails with the new code'),
  'check-failed-before': entry('warning', 'a test, linter or command fails without the new code too'),
  'repair-stopped': entry('note', 'an answer that did not pass was not asked to be mended again'),
  'check-not-run': entry('warning', 'a check could not run'),
  'check-dependent': entry('warning', 'a dependent will become stale'),

  // Drift
  'drift-lost': entry('finding', 'a target is gone'),
  'drift-edited': entry('finding', 'a target was changed by hand'),
  'drift-format': entry('note', 'a target differs only in form'),
  'drift-stale': entry('finding', 'the spec, or what it uses, changed'),
  'drift-conflict': entry('finding', 'code and spec both changed'),
  'drift-unmanaged': entry('finding', 'a file is in the place of a target that was never built'),
  'drift-never-built': entry('finding', 'a target was never built'),
  'drift-orphaned': entry('finding', 'a lock names a target or spec that no longer exists'),
  'drift-interrupted': entry('finding', 'a writing command was cut short'),
  'drift-unresolved': entry('finding', 'merge markers remain'),
  'drift-accepted': entry('note', 'a difference was accepted'),
  'drift-upstream-edited': entry('note', 'an upstream change will make dependents stale when accepted'),

  // Choosing what to check
  'history-missing': entry('trouble', 'there is no git repository to ask what changed'),
  'history-ref': entry('trouble', 'a git ref names no commit that HEAD has a common ancestor with'),
  'history-shallow': entry('trouble', 'a shallow clone does not reach back to the merge base'),
  'history-incomplete': entry('warning', 'git does not have all commits, so that some links are missing'),
  'coverage-low': entry('finding', 'specs own less of the code than was asked for'),
  'coverage-empty': entry('warning', 'no file of the project counts as source'),

  // Lock and archive
  'lock-damaged': entry('trouble', 'a lock cannot be read'),
  'lock-newer': entry('trouble', 'a lock was written by a newer version'),
  'lock-conflict': entry('trouble', 'a lock holds conflict markers'),
  'record-damaged': entry('trouble', 'a record does not have the digest of its name'),
  'record-newer': entry('trouble', 'a record was written by a newer version'),
  'record-missing': entry('trouble', 'a record or blob that a lock names is not there'),
  'record-redacted': entry('trouble', 'what is asked for was taken out of the archive'),
  'archive-redacted': entry('note', 'something was taken out of the archive, and a tombstone says so'),
  'archive-unredacted': entry('warning', 'a version of a session still holds what was taken out'),
  'redact-refused': entry('finding', 'something cannot be taken out of the archive as asked'),
  'redact-nothing': entry('trouble', 'nothing of what is to be taken out is there'),
  'redact-left': entry('finding', 'a part of what was to be taken out is left'),
  'gc-unsure': entry('warning', 'what nothing names cannot be told, so it is kept'),

  // Sessions of agents
  'session-unreadable': entry('trouble', 'a transcript cannot be read, or no reader understands it'),
  'session-unknown-format': entry('warning', 'a file is no transcript that is understood'),
  'session-kept-longer': entry('note', 'the archive has more of a session than the transcript given'),
  'session-none': entry('note', 'no session of this project was found'),
  'sessions-branch': entry('trouble', 'the branch that sessions are kept on cannot be read or written'),
  'sessions-place': entry('trouble', 'the place where sessions are kept cannot be used'),
  'session-withheld': entry('note', 'a session is not imported, because it was taken out of the archive'),
  'hooks-settings': entry('trouble', 'the settings of an agent cannot be extended'),
  'session-secret': entry('finding', 'a secret was left after redaction, so a session was not kept'),

  // Syncing the archive
  'sync-target': entry('trouble', 'the place to sync with cannot be used'),
  'sync-failed': entry('trouble', 'a file could not be sent to the place to sync with, or fetched from it'),
  'sync-damaged': entry('trouble', 'a file at the place to sync with is not what its name says'),
  'sync-missing': entry('trouble', 'a file at the place to sync with names another one that is not there'),
  'sync-redacted': entry('warning', 'the place to sync with still holds what was taken out of the archive'),
  'sync-behind': entry('warning', 'what was redacted at the place to sync with is still in the archive here'),
  'sync-unencrypted': entry('warning', 'what is synced goes over the network unencrypted'),
  'sync-strangers': entry('note', 'the place to sync with holds files that are none of the archive'),

  // Writing
  'target-edited': entry('finding', 'a target was edited by hand and would be overwritten'),
  'target-clash': entry('finding', 'a hand edit and the new code change the same place'),
  'restored-version': entry('note', 'a file was restored to another version than the lock names'),
  'target-merged': entry('note', 'a hand edit was merged with the new code'),
  'merge-unfit': entry('finding', 'the new code passes the checks, and merged with a hand edit it does not'),
  'target-unmanaged': entry('finding', 'a file that was never built would be overwritten'),
  'target-moved-on': entry('finding', 'a file changed since the plan was made'),
  'secret-in-code': entry('finding', 'a generated file holds a secret'),
  'accept-reason': entry('trouble', 'an accepted difference needs a reason'),
  'accept-refused': entry('finding', 'the difference cannot be accepted as asked'),
  'remove-refused': entry('finding', 'a target cannot be removed as it is'),
  'move-refused': entry('finding', 'a target or spec cannot be moved there'),
  'amend-refused': entry('finding', 'a spec cannot be amended as it stands'),
  'amend-unfit': entry('finding', 'a proposed change of a spec changes what it must not, or nothing'),
  'amend-unneeded': entry('finding', 'a model finds no word of the spec that has to change'),
  'claim-held': entry('trouble', 'another command works on this spec'),
  'apply-recovered': entry('note', 'an interrupted command was finished or undone'),
  'apply-kept': entry('warning', 'a file edited after an interrupted command was kept as it is'),
  'write-failed': entry('trouble', 'a file could not be written'),
  'read-failed': entry('trouble', 'a file could not be read'),
  'upstream-planned': entry('note', 'a spec that is used would change what this one sees of it'),
  'upstream-failed': entry('finding', 'a spec was not built because one it uses failed'),
  'only-unchanged': entry('finding', '--only names a part that nothing of the change falls to'),
  'report-cut': entry('warning', 'a report was longer than its reader accepts, and was cut'),
  'nothing-to-do': entry('note', 'everything is in sync'),
} as const satisfies Record<string, CodeEntry>

export type Code = keyof typeof codes
