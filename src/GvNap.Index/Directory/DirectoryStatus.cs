namespace GvNap.Index.Directory;

/// <summary>How a directory is.</summary>
/// <param name="Store">What it is kept in, for a person: <c>memory</c>, or <c>redis HOST:PORT</c>.</param>
/// <param name="Available">False while the store is away.</param>
internal sealed record DirectoryStatus(string Store, bool Available);
