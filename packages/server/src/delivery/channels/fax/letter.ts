import { lineText } from '@critical-callout/domain/delivery';
import PDFDocument from 'pdfkit';
import type { OutgoingMessage } from '../channel.ts';
import { printable } from './printable.ts';

const MARGIN = 64;
const CONFIDENTIAL =
  'CONFIDENTIAL. This fax holds medical information that is protected by law and meant for the addressee only. If you are not ' +
  'the addressee, do not read, copy or pass on what follows: call the sender at once and destroy all pages.';

export type Letter = { pdf: Buffer; pages: number };

/**
 * A4 letter: a cover page that says whom it is for, from whom, about which order and how many pages, then the text that was
 * queued. What the cover names is the subject, which holds no patient's name unless the laboratory chose so.
 */
export function writeLetter(message: OutgoingMessage): Promise<Letter> {
  const subject = printable(lineText(message.subject, 300));
  const body = printable(message.text);
  const names = [printable(lineText(message.senderName, 100)), printable(lineText(message.recipientName, 100))];
  const isComplete = [subject, body, ...names].every((part) => part.isComplete);
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    // The same message is the same bytes at every try; and no reader learns from the file what the pages do not say.
    info: { Title: 'Critical laboratory result', CreationDate: message.queuedAt, ModDate: message.queuedAt },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });

  document.addPage().font('Courier').fontSize(11).text(body.text, { lineGap: 2 });
  const pages = document.bufferedPageRange().count;
  document.switchToPage(0);
  writeCover(document, [
    ['To', names[1]?.text ?? ''],
    ['Fax', message.address],
    ['From', names[0]?.text ?? ''],
    ['Date', `${message.queuedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    ['Re', subject.text],
    ['Pages', `${pages}, this one included`],
  ]);
  if (!isComplete) {
    document.moveDown().text('Letters that a fax of this program cannot print are shown as ?. Ask the laboratory for them.');
  }
  numberPages(document, pages);
  document.end();
  return done.then((pdf) => ({ pdf, pages }));
}

function writeCover(document: PDFKit.PDFDocument, lines: readonly (readonly [string, string])[]): void {
  document
    .font('Helvetica-Bold')
    .fontSize(30)
    .text('FAX', MARGIN, MARGIN)
    .fontSize(18)
    .text('URGENT: critical laboratory result')
    .moveDown();
  for (const [label, value] of lines) {
    const { y } = document;
    document.font('Helvetica-Bold').fontSize(13).text(label, MARGIN, y, { width: 70 });
    document
      .font('Helvetica')
      .text(value === '' ? '-' : value, MARGIN + 80, y, { width: document.page.width - 2 * MARGIN - 80 })
      .moveDown(0.5);
  }
  document
    .moveDown()
    .font('Helvetica')
    .fontSize(12)
    .text(CONFIDENTIAL, MARGIN, document.y, { width: document.page.width - 2 * MARGIN });
}

/** Pages come apart in the tray: each says which it is. */
function numberPages(document: PDFKit.PDFDocument, pages: number): void {
  for (let page = 0; page < pages; page += 1) {
    document.switchToPage(page);
    // Below the margin a text would begin a page of its own.
    document.page.margins.bottom = 0;
    document
      .font('Helvetica')
      .fontSize(9)
      .text(`Page ${page + 1} of ${pages}`, MARGIN, document.page.height - 40, { lineBreak: false });
  }
}
