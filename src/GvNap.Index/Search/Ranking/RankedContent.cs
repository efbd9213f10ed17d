namespace GvNap.Index.Search.Ranking;

/// <summary>One result: a content id with the entry that stands for it.</summary>
/// <param name="Rank">Its place.</param>
/// <param name="Number">The content id's number.</param>
/// <param name="Entry">The newest matching entry, of those that match in the file's own name if any does.</param>
internal readonly record struct RankedContent(Rank Rank, int Number, int Entry);
