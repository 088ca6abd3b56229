// The board that is always there: its place in the address, its name. Ids of other boards are random.
export const ALL_SAVED_ID = 'saved';
export const ALL_SAVED_NAME = 'All saved questions';
