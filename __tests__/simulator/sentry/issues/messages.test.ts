import { expect, test } from '@jest/globals'
import { shortIdsToResolve } from '../../../../simulator/sentry/issues/messages.ts'

test.each([
  ['Fixes WEB-1', ['WEB-1']],
  ['fixes: WEB-1', ['WEB-1']],
  ['RESOLVED web-1', ['web-1']],
  ['Total in cart\n\nCloses WEB-1, API-2\nNEW-SHOP-3', ['WEB-1', 'API-2', 'NEW-SHOP-3']],
  ['fix WEB-1 and close API-2', ['WEB-1', 'API-2']],
  ['Fixes WEB-1.', ['WEB-1']]
])('%j resolves issues', (message, shortIds) => {
  expect(shortIdsToResolve(message)).toEqual(shortIds)
})

test.each(['see WEB-1', 'prefixes WEB-1', 'Fixes the total of WEB-1', 'FixesWEB-1', 'fixing WEB-1'])(
  '%j resolves nothing',
  message => {
    expect(shortIdsToResolve(message)).toEqual([])
  }
)
