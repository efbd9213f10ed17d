namespace GvNap.Peer.FileServer.Slots;

/// <summary>A place in the queue for an upload slot.</summary>
/// <param name="Position">1: next.</param>
/// <param name="ExpectedWait">Until a slot is free, going by how long others have kept theirs; zero while nothing is known.</param>
/// <param name="RetryAfter">When to ask again; who does keeps the place.</param>
internal readonly record struct UploadPlace(int Position, TimeSpan ExpectedWait, TimeSpan RetryAfter);

/// <summary>What becomes of asking for an upload slot.</summary>
/// <param name="Slot">The slot; null if there is none.</param>
/// <param name="Place">The place in the queue, if there is none.</param>
internal readonly record struct UploadAnswer(UploadSlot? Slot, UploadPlace Place);
