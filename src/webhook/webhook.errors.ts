import { defineErrors } from '../common/errors';

export const WebhookErrors = defineErrors({
  refused: {
    code: 'webhook.refused',
    kind: 'unauthorized',
    message: 'There is no such webhook, or the signature is not the one of its secret.',
  },
  notADelivery: {
    code: 'webhook.not_a_delivery',
    kind: 'bad-request',
    message: 'The headers that name the event and the delivery are missing or malformed.',
  },
  busy: {
    code: 'webhook.busy',
    kind: 'unavailable',
    message: 'More deliveries wait to be stored than this server holds; deliver again later.',
  },
  notStored: {
    code: 'webhook.not_stored',
    kind: 'unavailable',
    message: 'The delivery could not be stored; deliver it again later.',
  },
  bodyDropped: {
    code: 'webhook.body_dropped',
    kind: 'gone',
    message: 'The body of this delivery is not kept (any more), so it cannot be replayed.',
  },
});

/** Why a delivery has no effect; stored with it, shown to its user. */
export const IgnoredReasons = {
  disabled: { code: 'webhook.connection_disabled', message: 'The connection was disabled when this arrived.' },
  unknownEvent: { code: 'webhook.unknown_event', message: 'Nobody here uses this event.' },
  connectionGone: { code: 'webhook.connection_gone', message: 'The connection is gone or disabled.' },
  otherRepository: {
    code: 'webhook.other_repository',
    message: 'It is about another repository than the one connected here.',
  },
} as const;
