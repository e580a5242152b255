/** The next image of the same family, and of the same processor where there is one. */
export const NEXT_IMAGE: Readonly<Record<string, string>> = {
  'ubuntu-18.04': 'ubuntu-22.04',
  'ubuntu-20.04': 'ubuntu-22.04',
  'macos-11': 'macos-14',
  'macos-12': 'macos-14',
  'macos-13': 'macos-15-intel',
  'windows-2016': 'windows-2022',
  'windows-2019': 'windows-2022',
};
