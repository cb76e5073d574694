import { useEffect, useState } from "react";

const TRIES = 4;
const AGAIN_MS = 1_500;

interface PagePictureProps {
  url: string;
  className: string | undefined;
  alt: string;
  testId?: string | undefined;
  /** One of many: asked for only when it comes near what is seen. */
  waits?: boolean;
  /** Told when it is there, and when it will not come. */
  onSettled?: (() => void) | undefined;
}

/** A picture that the server drew; it is asked for again while the server is busy drawing, and left out in the end. */
export function PagePicture({ url, className, alt, testId, waits = false, onSettled }: PagePictureProps) {
  const [attempt, setAttempt] = useState({ url, tries: 0, waiting: false });
  const { tries, waiting } = attempt.url === url ? attempt : { tries: 0, waiting: false };
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = window.setTimeout(() => setAttempt({ url, tries, waiting: false }), AGAIN_MS * tries);
    return () => window.clearTimeout(timer);
  }, [url, tries, waiting]);
  if (waiting || tries >= TRIES) return null;
  return (
    <img
      key={tries}
      className={className}
      src={url}
      alt={alt}
      decoding="async"
      loading={waits ? "lazy" : "eager"}
      draggable={false}
      data-testid={testId}
      onLoad={onSettled}
      onError={() => {
        onSettled?.();
        setAttempt({ url, tries: tries + 1, waiting: tries + 1 < TRIES });
      }}
    />
  );
}
