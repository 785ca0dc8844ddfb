/** Places that there are none of. */
// deno-fmt-ignore
export const PLACE_NAMES = [
  "Ambleford", "Arkholt", "Beckenmere", "Birchenby", "Brackwell", "Caldermoor", "Corvale", "Cray End",
  "Dunmarsh", "Eastholm", "Elderwick", "Fennaby", "Galsworth", "Glenhow", "Hartsend", "Hazelbrook",
  "Hollowby", "Ivelstow", "Jarrowick", "Kelmstead", "Kestrel Hill", "Larkfield", "Linmouth", "Loxendale",
  "Marrowby", "Millholt", "Nettleton", "Norbeck", "Oakhurst", "Ossenford", "Pellworth", "Quarley Cross",
  "Ravensmere", "Rowanbury", "Saltwick", "Selmarsh", "Stonehow", "Tarnley", "Thornwold", "Ulverby",
  "Upper Dene", "Velmstow", "Wexcombe", "Whitlow", "Winterholm", "Wolden", "Yarrowdale", "Zennick",
] as const;

/** What hangs over shops. */
// deno-fmt-ignore
export const SHOP_NAMES = [
  "Bakery", "Books", "Cafe", "Chemist", "Cinema", "Cobbler", "Florist", "Fishmonger", "Grocer", "Hotel",
  "Ironmonger", "Jeweller", "Library", "Music", "Optician", "Pharmacy", "Post", "Tailor", "Tea Room", "Toys",
] as const;

/** Numbers of roads. */
// deno-fmt-ignore
export const ROUTES = [
  "A 2", "A 5", "A 7", "A 14", "A 31", "B 6", "B 18", "B 27", "B 40", "B 93", "E 12", "E 45",
] as const;

/** Distances on boards: kilometres, and metres to an exit. */
// deno-fmt-ignore
export const DISTANCES = [
  "1", "2", "3", "4", "5", "6", "7", "8", "9", "11", "12", "14", "17", "19", "23", "26", "32", "38", "45",
  "54", "300 m", "600 m",
] as const;

/** Other words on boards. */
export const WORDS = ["Exit", "Centre", "Station"] as const;

/** Every line of text that signs are put together from. */
export const TEXTS: readonly string[] = [
  ...PLACE_NAMES,
  ...SHOP_NAMES,
  ...ROUTES,
  ...DISTANCES,
  ...WORDS,
];
