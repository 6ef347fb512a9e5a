// Flags, environment and the files of the AWS command line in; which server is asked, and what proves who asks, out.
// (https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html)
import fs from 'node:fs'
import path from 'node:path'
import { diagnostic, fail, ok, type Diagnostic, type Result } from '../../diagnostic/diagnostic.ts'
import type { Credentials } from '../../sync/sigv4.ts'
import { isLocalHost } from '../models/endpoint.ts'
import { setting, type Environment } from '../models/environment.ts'

export interface S3Flags {
  readonly endpoint: string | null
  readonly region: string | null
  readonly profile: string | null
}

export interface S3Settings {
  /** Where requests for the bucket go, without a final slash. */
  readonly origin: string
  /** Before the key: `/bucket` where the server takes the bucket in the path, else ''. */
  readonly base: string
  readonly region: string
  readonly credentials: Credentials
}

/** @param home the person's folder; for `~/.aws`. */
export function readS3Settings(
  bucket: string,
  flags: S3Flags,
  env: Environment,
  home: string,
): Result<S3Settings> {
  const profile = profileOf(flags.profile ?? setting(env, 'AWS_PROFILE') ?? 'default', env, home)
  const credentials = credentialsOf(flags, env, profile)
  if (credentials === null) return fail(noCredentials(flags))
  const region =
    flags.region ??
    setting(env, 'AWS_REGION') ??
    setting(env, 'AWS_DEFAULT_REGION') ??
    profile.get('region') ??
    'us-east-1'
  if (!/^[a-z0-9-]{1,40}$/.test(region)) return fail(wrong(`${region} is no name of a region`))
  const written =
    flags.endpoint ??
    setting(env, 'AWS_ENDPOINT_URL_S3') ??
    setting(env, 'AWS_ENDPOINT_URL') ??
    profile.get('endpoint_url') ??
    null
  if (written === null) {
    // A dot in the name of a bucket would ask for a certificate that no server has.
    const isHost = /^[a-z0-9-]+$/.test(bucket)
    const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
    const origin = isHost ? `https://${bucket}.${host}` : `https://${host}`
    return ok({ origin, base: isHost ? '' : `/${bucket}`, region, credentials })
  }
  const url = URL.canParse(written) ? new URL(written) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    return fail(wrong('the endpoint is no address of a server: https://host, or http://localhost:9000'))
  if (url.username !== '' || url.password !== '')
    return fail(wrong('the endpoint holds a user name or a password: credentials go into AWS_ACCESS_KEY_ID'))
  const plain = url.protocol === 'http:' && !isLocalHost(url.hostname) ? [unencrypted(url.host)] : []
  const base = `${decodeURI(url.pathname).replace(/\/+$/, '')}/${bucket}`
  return ok({ origin: url.origin, base, region, credentials }, plain)
}

/** A profile that is asked for goes before the environment, as with the AWS command line. */
function credentialsOf(
  flags: S3Flags,
  env: Environment,
  profile: ReadonlyMap<string, string>,
): Credentials | null {
  const fromFile = credentials(
    profile.get('aws_access_key_id'),
    profile.get('aws_secret_access_key'),
    profile.get('aws_session_token'),
  )
  const fromEnvironment = credentials(
    setting(env, 'AWS_ACCESS_KEY_ID'),
    setting(env, 'AWS_SECRET_ACCESS_KEY'),
    setting(env, 'AWS_SESSION_TOKEN'),
  )
  return flags.profile === null ? (fromEnvironment ?? fromFile) : fromFile
}

function credentials(
  accessKeyId: string | null | undefined,
  secretAccessKey: string | null | undefined,
  sessionToken: string | null | undefined,
): Credentials | null {
  const isPrintable = [accessKeyId, secretAccessKey, sessionToken ?? ''].every((one) =>
    /^[\x21-\x7e]*$/.test(one ?? ''),
  )
  if (!accessKeyId || !secretAccessKey || !isPrintable) return null
  return { accessKeyId, secretAccessKey, sessionToken: sessionToken ?? null }
}

/** What both files say of a profile; nothing where they are not there. */
function profileOf(name: string, env: Environment, home: string): ReadonlyMap<string, string> {
  const file = (variable: string, usual: string): string =>
    textOf(setting(env, variable) ?? path.join(home, '.aws', usual))
  return new Map([
    ...sectionOf(file('AWS_CONFIG_FILE', 'config'), name === 'default' ? [name] : [`profile ${name}`]),
    ...sectionOf(file('AWS_SHARED_CREDENTIALS_FILE', 'credentials'), [name]),
  ])
}

function textOf(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').slice(0, 1024 * 1024)
  } catch {
    return '' // Most machines have none.
  }
}

/** Lines `name = value` of a section; nested ones (indented) belong to settings that are not read here. */
function sectionOf(text: string, names: readonly string[]): [string, string][] {
  const found: [string, string][] = []
  let inside = false
  for (const line of text.split(/\r?\n/)) {
    const [, section] = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line) ?? []
    if (section !== undefined) inside = names.includes(section.replace(/\s+/g, ' '))
    const [, key, value] = /^([a-z_0-9]+)\s*=\s*(.*?)\s*$/i.exec(line) ?? []
    if (inside && key !== undefined && value) found.push([key.toLowerCase(), value])
  }
  return found
}

function noCredentials({ profile }: S3Flags): Diagnostic {
  return diagnostic(
    'sync-target',
    profile === null
      ? 'there are no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set, and ~/.aws/credentials has none'
      : `the profile ${profile} has no credentials in ~/.aws/credentials`,
    { hint: 'set both variables, or name a profile: --profile <name>' },
  )
}

function wrong(why: string): Diagnostic {
  return diagnostic('sync-target', why, { hint: 'see --endpoint, AWS_ENDPOINT_URL, --region and AWS_REGION' })
}

function unencrypted(host: string): Diagnostic {
  return diagnostic('sync-unencrypted', `conversations go to ${host} unencrypted`, { hint: 'use https' })
}
