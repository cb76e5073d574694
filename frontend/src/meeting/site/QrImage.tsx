import { useMemo } from "react";
import { qrCode } from "./qr";

const QUIET = 4;

/** The QR code of an address, drawn here; dark on white with the quiet zone of the standard. */
export function QrImage({ text, label, className }: { text: string; label: string; className?: string | undefined }) {
  const { path, side } = useMemo(() => {
    const modules = qrCode(text);
    const cells = modules.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")));
    return { path: cells.join(""), side: modules.length + 2 * QUIET };
  }, [text]);
  return (
    <svg className={className} viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges" data-testid="qr">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#0b1322" />
    </svg>
  );
}
