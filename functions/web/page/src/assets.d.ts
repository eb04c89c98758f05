/** A text file that the build puts among the assets: where it is, from the script that imports it (`import.meta.url`). */
declare module "*.txt" {
  const path: string;
  export default path;
}
