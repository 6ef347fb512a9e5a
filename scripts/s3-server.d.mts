// The types of s3-server.mjs, for the tests that use it.
export type S3Server =
  | {
      readonly endpoint: string
      readonly env: Readonly<Record<string, string>>
      readonly stop: () => Promise<void>
    }
  | { readonly missing: string }

export function startS3Server(): Promise<S3Server>
