/** What stands on paper. */
export const printWords = {
  'print.by': 'Printed by {name}, {at} ({zone})',
  'print.confidential': 'Confidential: patient data',
  'print.printCallSheet': 'Print call sheet',
  'print.printOrder': 'Print with history',
  'print.callSheet': 'Call sheet · Order {number}',
  'print.order': 'Order {number} with its history',
  'print.downtime': 'Downtime sheet: open critical results',
  'print.asOf': 'As of {at}. What came later is not on this sheet.',
  'print.nothingKnown': 'This window had not loaded the list. Use the laboratory system.',
  'print.enterLater': 'Enter every call afterwards with its real time and the reason; it is then marked as entered later.',
  'print.calls': 'Calls',
  'print.when': 'When',
  'print.who': 'Who',
  'print.what': 'What',
  'print.time': 'Time',
  'print.told': 'Person told',
  'print.number': 'Number',
  'print.readBack': 'Value read back',
  'print.outcome': 'Outcome',
  'print.caller': 'Called by',
  'emergency.open': 'If something does not work…',
  'emergency.title': 'If something does not work',
  'emergency.call': 'Go on calling: a critical result is told by telephone whether or not this program works.',
  'emergency.paper':
    'Write down on paper who was told what and when, and what was read back. The downtime sheet has the open orders as this window last saw them.',
  'emergency.escalation':
    'If only this computer or its network is down, escalation goes on at the server and tells the next contact by itself.',
  'emergency.late': 'Afterwards enter each call with its real time (“Time of the call”) and the reason.',
  'emergency.account':
    'If you cannot sign in, a supervisor or the administrator can help; emergency accounts are kept sealed by your laboratory.',
  'emergency.sheet': 'Print the downtime sheet',
} as const;
