import { lineText } from '@critical-callout/domain/delivery';
import PDFDocument from 'pdfkit';
import { WORDS } from '../../templates/words/index.ts';
import type { OutgoingMessage } from '../channel.ts';
import { printable } from './printable.ts';

const MARGIN = 64;
export type Letter = { pdf: Buffer; pages: number };

/**
 * A4 letter: a cover page that says whom it is for, from whom, about which order and how many pages, then the text that was
 * queued. What the cover names is the subject, which holds no patient's name unless the laboratory chose so.
 */
export function writeLetter(message: OutgoingMessage): Promise<Letter> {
  const words = WORDS[message.language ?? 'en'].fax;
  const said = (text: string): string => printable(text).text;
  const subject = printable(lineText(message.subject, 300));
  // Queued before laboratories could write it: the program's own.
  const cover = printable(message.cover ?? words.confidential);
  const body = printable(message.text);
  const names = [printable(lineText(message.senderName, 100)), printable(lineText(message.recipientName, 100))];
  const isComplete = [subject, body, cover, ...names].every((part) => part.isComplete);
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
  writeCover(document, said(words.urgent), cover.text, [
    [said(words.to), names[1]?.text ?? ''],
    [said(words.fax), message.address],
    [said(words.from), names[0]?.text ?? ''],
    [said(words.date), `${message.queuedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    [said(words.about), subject.text],
    [said(words.pages), said(words.pagesIncluded(pages))],
  ]);
  if (!isComplete) document.moveDown().text(said(words.notPrintable));
  numberPages(document, pages, (page) => said(words.page(page, pages)));
  document.end();
  return done.then((pdf) => ({ pdf, pages }));
}

function writeCover(
  document: PDFKit.PDFDocument,
  urgent: string,
  confidential: string,
  lines: readonly (readonly [string, string])[],
): void {
  document.font('Helvetica-Bold').fontSize(30).text('FAX', MARGIN, MARGIN).fontSize(18).text(urgent).moveDown();
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
    .text(confidential, MARGIN, document.y, { width: document.page.width - 2 * MARGIN });
}

/** Pages come apart in the tray: each says which it is. */
function numberPages(document: PDFKit.PDFDocument, pages: number, words: (page: number) => string): void {
  for (let page = 0; page < pages; page += 1) {
    document.switchToPage(page);
    // Below the margin a text would begin a page of its own.
    document.page.margins.bottom = 0;
    document
      .font('Helvetica')
      .fontSize(9)
      .text(words(page + 1), MARGIN, document.page.height - 40, { lineBreak: false });
  }
}
