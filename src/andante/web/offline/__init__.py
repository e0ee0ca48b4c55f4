"""What lets andante open without a connection: service worker, manifest, and a page that holds nothing personal."""
