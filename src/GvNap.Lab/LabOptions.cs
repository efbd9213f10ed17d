namespace GvNap.Lab;

/// <summary>How large a lab is.</summary>
/// <param name="Peers">Peers with sample files.</param>
/// <param name="Redis">A connection string for the index server's directory; null: memory.</param>
/// <param name="Downloads">The folder that gets what the prompt downloads.</param>
public sealed record LabOptions(int Peers, string? Redis, string Downloads);
