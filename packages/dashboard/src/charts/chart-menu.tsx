// What can be done with a chart: its numbers seen as a table, another scale, it or its numbers kept as a file.
import { Check, Download, Ellipsis } from 'lucide-react';
import type { RefObject } from 'react';
import { csvText } from '../format/csv-text.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { saveFile } from '../ui/save-file.ts';
import type { NamedTone } from './chart-image.ts';
import type { ChartRows } from './chart-rows.ts';

interface Choice {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

export type LogChoice = Choice | undefined;

interface ChartMenuProps {
  /** Of the chart; names the file, too. */
  readonly label: string;
  readonly rows: () => ChartRows;
  /** Where the chart stands, if one is drawn, and what its colours say. */
  readonly image: { readonly chart: RefObject<HTMLElement | null>; readonly legend: readonly NamedTone[] } | null;
  readonly table: Choice;
  readonly log: LogChoice;
}

export function ChartMenu({ label, rows, image, table, log }: ChartMenuProps) {
  const file = label.replaceAll(/[^\w.-]+/g, '-');
  const saveRows = (): void => {
    const { heads, rows: cells } = rows();
    saveFile(`${file}.csv`, csvText(heads, cells), 'text/csv');
  };
  const saveImage = async (): Promise<void> => {
    const chart = image?.chart.current ?? null;
    if (chart === null || image === null) return;
    const { chartImage } = await import('./chart-image.ts');
    chartImage(chart, { title: label, legend: image.legend }).toBlob((picture) => {
      if (picture !== null) saveFile(`${file}.png`, picture);
    });
  };
  return (
    <Menu
      label={`What can be done with ${label}`}
      align="end"
      trigger={<IconButton label={`More of ${label}`} icon={<Ellipsis size={14} />} />}
      groups={[
        [
          choice('As table', table),
          ...(log === undefined ? [] : [choice('Logarithmic', log)]),
          ...(image === null
            ? []
            : [{ label: 'Image', icon: <Download size={14} />, onSelect: () => void saveImage() }]),
          { label: 'CSV', icon: <Download size={14} />, onSelect: saveRows },
        ],
      ]}
    />
  );
}

function choice(label: string, { isOn, onChange }: Choice) {
  return { label, isChecked: isOn, icon: isOn ? <Check size={14} /> : <span />, onSelect: () => onChange(!isOn) };
}
