// Keys, link, theme, time zone, version; on a phone also Live, which the bar has no room for.
import { useQuery } from '@tanstack/react-query';
import { Check, CircleHelp } from 'lucide-react';
import { health } from '../api/api-queries.ts';
import { KEY_TABLE } from '../keys/key-table.ts';
import { useKeys } from '../keys/use-keys.ts';
import { settings, type ThemeChoice, useSettings } from '../settings.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { useShare } from './share-button.tsx';
import { useLive } from './use-live.ts';

const THEMES: readonly (readonly [ThemeChoice, string])[] = [
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['system', 'As the system'],
];

export function HelpMenu({ onKeys }: { readonly onKeys: () => void }) {
  const { theme, zone, singleKeys } = useSettings();
  const { data } = useQuery(health());
  const share = useShare();
  const live = useLive();
  useKeys({ share });
  const choice = (label: string, isChecked: boolean, onSelect: () => void): MenuItem => ({
    label,
    isChecked,
    icon: isChecked ? <Check size={14} /> : <span />,
    onSelect,
  });
  return (
    <Menu
      label="Help"
      align="end"
      caption={data === undefined ? 'Tracelake' : `Tracelake ${data.version}`}
      trigger={<IconButton label="Keys, theme, help" icon={<CircleHelp size={16} />} />}
      groups={[
        [
          { label: 'All keys', keys: KEY_TABLE.help.keys[0], onSelect: onKeys },
          { label: 'Copy link', keys: KEY_TABLE.share.keys[0], onSelect: share },
          live.canMove
            ? { ...choice('Live', live.isLive, live.toggle), keys: KEY_TABLE.live.keys[0] }
            : { label: 'Ask again', keys: KEY_TABLE.live.keys[0], onSelect: live.toggle },
        ],
        THEMES.map(([value, label]) => choice(label, theme === value, () => settings.change({ theme: value }))),
        [
          choice('Local time', zone === 'local', () => settings.change({ zone: 'local' })),
          choice('UTC', zone === 'utc', () => settings.change({ zone: 'utc' })),
        ],
        [choice('Single letters are keys', singleKeys, () => settings.change({ singleKeys: !singleKeys }))],
      ]}
    />
  );
}
