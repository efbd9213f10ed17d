namespace GvNap.Index.Connections;

/// <summary>What a server that closes says to its connections.</summary>
internal sealed class ClosingMessage
{
    /// <summary>Why, for people; empty if there is nothing to say but that it closes.</summary>
    public string Text { get; set; } = "";
}
