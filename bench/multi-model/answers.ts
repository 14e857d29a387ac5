/** Every model has labels of its own, so that an answer tells which model gave it. */
const colours = { red: '#ff0000', green: '#00ff00', blue: '#0000ff' } as const;
export type Colour = keyof typeof colours;
export const colourNames = Object.keys(colours) as Colour[];
export const shade = (colour: Colour): string => colours[colour];

export const modelName = (place: number): string => `shop-${String(place).padStart(4, '0')}`;

export const colourOf = (place: number): Colour => colourNames[place % colourNames.length];

/** What a model answers to a picture of one colour. */
export const rightLabel = (name: string, colour: Colour): string => `${name}-${colour}`;
