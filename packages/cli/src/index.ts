// Public names of this package: none; it is a program.
export {};
