namespace GvNap.Index.Directory.Redis;

/// <summary>Some of the log.</summary>
/// <param name="Epoch">The epoch; empty: the store is empty.</param>
/// <param name="Sequence">The last record's number.</param>
/// <param name="Records">Records, in order.</param>
internal sealed record LogPage(string Epoch, long Sequence, IReadOnlyList<string> Records);
