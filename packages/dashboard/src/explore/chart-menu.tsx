// What can be done with a chart's numbers: seen as a table, kept as a file.
import { Check, Download, Ellipsis } from 'lucide-react';
import type { ChartRows } from '../charts/chart-rows.ts';
import { csvText } from '../format/csv-text.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { saveFile } from '../ui/save-file.ts';

interface ChartMenuProps {
  /** Of the chart; names the file, too. */
  readonly label: string;
  readonly rows: () => ChartRows;
  readonly table?: { readonly isShown: boolean; readonly onShow: (isShown: boolean) => void };
  readonly log?: { readonly isOn: boolean; readonly onChange: (isOn: boolean) => void };
}

export function ChartMenu({ label, rows, table, log }: ChartMenuProps) {
  const save = (): void => {
    const { heads, rows: cells } = rows();
    saveFile(`${label.replaceAll(/[^\w.-]+/g, '-')}.csv`, csvText(heads, cells), 'text/csv');
  };
  return (
    <Menu
      label={`What can be done with ${label}`}
      align="end"
      trigger={<IconButton label={`More of ${label}`} icon={<Ellipsis size={14} />} />}
      groups={[
        [
          ...choice('As table', table?.isShown, table?.onShow),
          ...choice('Logarithmic', log?.isOn, log?.onChange),
          { label: 'CSV', icon: <Download size={14} />, onSelect: save },
        ],
      ]}
    />
  );
}

function choice(label: string, isOn = false, onChange?: (isOn: boolean) => void) {
  if (onChange === undefined) return [];
  return [{ label, isChecked: isOn, icon: isOn ? <Check size={14} /> : <span />, onSelect: () => onChange(!isOn) }];
}
