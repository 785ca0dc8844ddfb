export default function Nested() {
  return <i>nested</i>;
}
