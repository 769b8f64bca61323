/** Numbers for Prometheus: counted where they happen, read when asked. Names and labels hold no patient data. */
type Metric = { help: string; type: 'counter' | 'gauge'; read: () => Map<string, number> };
export type Counter = (labels?: Record<string, string>, by?: number) => void;

const metrics = new Map<string, Metric>();

export function counter(name: string, help: string): Counter {
  const values = new Map<string, number>();
  metrics.set(name, { help, type: 'counter', read: () => values });
  return (labels = {}, by = 1) => {
    const key = labelText(labels);
    values.set(key, (values.get(key) ?? 0) + by);
  };
}

export function gauge(name: string, help: string, read: () => number): void {
  metrics.set(name, { help, type: 'gauge', read: () => new Map([['', read()]]) });
}

/** The text format 0.0.4. */
export function renderMetrics(): string {
  const lines: string[] = [];
  for (const [name, { help, type, read }] of metrics) {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of read()) lines.push(`${name}${labels} ${value}`);
  }
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Record<string, string>): string {
  const parts = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`,
  );
  return parts.length > 0 ? `{${parts.join(',')}}` : '';
}

gauge('process_resident_memory_bytes', 'Resident memory of this process.', () => process.memoryUsage.rss());
gauge('process_uptime_seconds', 'Seconds since this process started.', () => process.uptime());
