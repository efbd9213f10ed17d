namespace GvNap.Peer.Cli;

/// <summary>A value that was given, and where.</summary>
/// <param name="Origin">The option or the environment variable.</param>
/// <param name="Value">The text.</param>
internal sealed record Setting(string Origin, string Value)
{
    /// <summary>The complaint about it.</summary>
    public UsageException Wrong(string problem) => new($"{Origin}: '{Value}' {problem}");
}
