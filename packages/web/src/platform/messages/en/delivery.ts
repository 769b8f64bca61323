/** Messages and what became of them. */
export const deliveryWords = {
  'deliveries.title': 'Messages',
  'deliveries.failed': 'The messages could not be loaded',
  'deliveries.failedStill': 'They are sent all the same.',
  'deliveries.none': 'No message was sent for this order.',
  'deliveries.to.email': 'E-mail to {name}, {address}',
  'deliveries.to.fax': 'Fax to {name}, {address}',
  'deliveries.to.sms': 'SMS to {name}, {address}',
  'deliveries.to.whatsapp': 'WhatsApp message to {name}, {address}',
  'deliveries.to.webhook': 'Webhook to {name}, {address}',
  'deliveries.next': 'next try {at}',
  'deliveries.unknownHelp.email':
    'The connection broke after the text was handed over. It may have arrived. It will be sent again with the same identity unless you stop it.',
  'deliveries.unknownHelp.other':
    'The connection broke after the message was handed over. It may have arrived; sent again, it may arrive twice.',
  'deliveryState.queued': 'Queued',
  'deliveryState.sending': 'Sending',
  'deliveryState.accepted': 'Accepted by server',
  'deliveryState.delivered': 'Delivered',
  'deliveryState.failed': 'Failed',
  'deliveryState.unknown': 'Unknown',
  'deliveryState.cancelled': 'Cancelled',
} as const;
