namespace GvNap.Index.Connections;

/// <summary>What a server that closes says to its connections.</summary>
internal sealed class ClosingMessage
{
    /// <summary>A sentence for people.</summary>
    public string Text { get; set; } = "The index server is closing.";
}
