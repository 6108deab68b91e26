import { isSaas } from '../../way/saas.ts'
import type { Remark, ChosenWay } from '../../way/chosen.ts'
import type { InputReader } from '../inputs.ts'
import { readDirect } from './direct.ts'
import { readMaton } from './maton.ts'

/** The way that a run takes to Sentry, and the organization that it means, if that is known. */
export interface Chosen {
  readonly way: ChosenWay
  readonly organization: string | undefined
}

/** A secret that a run does not get is empty, and nothing tells why: all the reasons are named. */
const WHY_EMPTY =
  'A secret is empty when its name is misspelt, when the workflow was called without `secrets: inherit`, ' +
  'when it belongs to an environment that the job does not name (`environment:`), ' +
  'and in runs for forks and by Dependabot'

/** Whether a run has a key or a token at all; runs for forks and by Dependabot get none. */
export function hasSecret(reader: InputReader): boolean {
  return (
    reader.text('maton_api_key', { fallback: 'MATON_API_KEY' }) !== undefined ||
    reader.text('sentry_auth_token', { fallback: 'SENTRY_AUTH_TOKEN' }) !== undefined
  )
}

/**
 * The inputs choose the way. Without them the variables do, Maton first. Whatever is given and ignored is logged.
 */
export function readWay(reader: InputReader): Chosen {
  const input = { key: reader.text('maton_api_key'), token: reader.text('sentry_auth_token') }
  const variable = { key: reader.variable('MATON_API_KEY'), token: reader.variable('SENTRY_AUTH_TOKEN') }
  if (input.key !== undefined && input.token !== undefined)
    reader.problem(
      'sentry_auth_token',
      undefined,
      'not together with maton_api_key: give one of the two, maton_api_key to go through Maton or sentry_auth_token to go straight to Sentry'
    )
  const isDirect =
    input.key === undefined &&
    (input.token ?? (variable.key === undefined ? variable.token : undefined)) !== undefined
  const around = remarksOnVariables(reader)
  if (isDirect) {
    const token = reader.text('sentry_auth_token', { fallback: 'SENTRY_AUTH_TOKEN' }) ?? ''
    return readDirect(reader, token, [
      ...unused(variable.key, 'MATON_API_KEY', 'goes straight to Sentry'),
      ...around
    ])
  }
  const key = reader.text('maton_api_key', { fallback: 'MATON_API_KEY' })
  if (key === undefined) reader.problem('maton_api_key', undefined, `${NEEDED}. ${WHY_EMPTY}`)
  const beside = unused(variable.token, 'SENTRY_AUTH_TOKEN', 'goes through Maton')
  return {
    way: readMaton(reader, key, [...beside, ...besideMaton(reader), ...around]),
    organization: reader.text('organization', { fallback: 'SENTRY_ORG' })
  }
}

const NEEDED =
  'needed: the Maton key, from a secret, such as ${{ secrets.MATON_API_KEY }}; or, to go straight to Sentry, ' +
  'sentry_auth_token: ${{ secrets.SENTRY_AUTH_TOKEN }}'

function unused(value: string | undefined, variable: string, way: string): readonly Remark[] {
  return value === undefined
    ? []
    : [{ level: 'info', text: `The variable ${variable} is not used: this run ${way}.` }]
}

/** Releases would go elsewhere than the user believes. */
function besideMaton(reader: InputReader): readonly Remark[] {
  const given = reader.text('sentry_url', { fallback: 'SENTRY_URL' })
  const isElsewhere = given !== undefined && !(URL.canParse(given) && isSaas(new URL(given)))
  const address: readonly Remark[] = isElsewhere
    ? [
        {
          level: 'warning',
          text: `${reader.nameOf('sentry_url')} is not used: this run goes through Maton, to the Sentry that its connection was authorized for. To reach the Sentry at that address, give sentry_auth_token instead of maton_api_key.`
        }
      ]
    : []
  const headers: readonly Remark[] =
    reader.text('sentry_headers') === undefined
      ? []
      : [{ level: 'notice', text: 'sentry_headers is not used: this run goes through Maton.' }]
  return [...address, ...headers]
}

/** Variables of Sentry's own tools that mean nothing here, and one of Node that means too much. */
function remarksOnVariables(reader: InputReader): readonly Remark[] {
  const told: readonly (readonly [variable: string, value: RegExp, remark: Remark])[] = [
    [
      'SENTRY_ALLOW_FAILURE',
      /./,
      {
        level: 'notice',
        text: 'SENTRY_ALLOW_FAILURE is not read: with on_error: warn a failing Sentry does not fail the job.'
      }
    ],
    [
      'SENTRY_PROPERTIES',
      /./,
      {
        level: 'notice',
        text: 'SENTRY_PROPERTIES is not read: give organization, projects and sentry_url as inputs.'
      }
    ],
    [
      'NODE_TLS_REJECT_UNAUTHORIZED',
      /^0$/,
      {
        level: 'warning',
        text: 'NODE_TLS_REJECT_UNAUTHORIZED is 0: nobody checks whose server gets the secrets. Set NODE_EXTRA_CA_CERTS to the file with your certificate authority instead.'
      }
    ]
  ]
  return told.flatMap(([variable, value, remark]) =>
    value.test(reader.variable(variable) ?? '') ? [remark] : []
  )
}
