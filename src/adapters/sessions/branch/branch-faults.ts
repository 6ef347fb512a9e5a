// What is in the way of a branch of sessions in, the diagnostic that tells it and what to do out.
import { diagnostic, type Diagnostic } from '../../../diagnostic/diagnostic.ts'

export function otherName(branch: string): Diagnostic {
  return diagnostic('sessions-branch', `the branch ${branch} is another name of another branch`, {
    hint: 'name a branch that is only for sessions',
  })
}

/** @param folder of the working tree that has it checked out. */
export function inUse(branch: string, folder: string): Diagnostic {
  return diagnostic(
    'sessions-branch',
    `the branch ${branch} is checked out in ${folder}, and is not written to`,
    { hint: `switch that folder to another branch: nobody has to check ${branch} out` },
  )
}

export function withoutRepository(branch: string): Diagnostic {
  return diagnostic(
    'sessions-branch',
    `the branch ${branch} needs a git repository, and git knows none here`,
    {
      hint: 'git status says why; or keep sessions elsewhere: "archive": { "sessions": "local" } in spec.config.json',
    },
  )
}

export function incomplete(branch: string): Diagnostic {
  return diagnostic('sessions-branch', `this clone does not have all that the branch ${branch} holds`, {
    hint: `in a partial clone, this fetches it: git archive --output=sessions.tar ${branch}`,
  })
}

export function notWritten(branch: string, why: string): Diagnostic {
  return diagnostic('sessions-branch', `nothing could be put on the branch ${branch}: ${why.slice(0, 300)}`, {
    hint: 'what was imported waits in .spec/local; run the command again when the cause is gone',
  })
}

export function notMoved(branch: string, why: string): Diagnostic {
  return notWritten(branch, why === '' ? 'it moves all the time' : why)
}
