using GvNap.Peer.Finding;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Downloads;

/// <summary>What somebody wants: a content from whoever has it, or what one peer shares under a name.</summary>
public sealed record DownloadOrder
{
    /// <summary>The content; null: what the peer at <see cref="Host"/> shares as <see cref="Name"/>.</summary>
    public ContentId? Content { get; init; }

    /// <summary>The name as it is shared.</summary>
    public required string Name { get; init; }

    /// <summary>The host of the one peer; null with a content id.</summary>
    public string? Host { get; init; }

    /// <summary>That peer's file port.</summary>
    public int Port { get; init; }

    /// <summary>The peer that is listed with that host and port, if one is: it may be reached elsewhere from here. Not kept.</summary>
    public Source? Listed { get; init; }

    /// <summary>What a search has found; its sources stand in when the index server says nothing. Not kept.</summary>
    public NetworkFile? Found { get; init; }

    /// <summary>Orders a search's result.</summary>
    public static DownloadOrder Of(NetworkFile found) => new() { Content = found.Content, Name = found.Name, Found = found };

    /// <summary>Whether both want the same; the second then is the first.</summary>
    public bool IsSameAs(DownloadOrder other) =>
        Content is { } content ? content == other.Content : other.Content is null && (Name, Host, Port) == (other.Name, other.Host, other.Port);

    /// <summary>Name for a person, safe to print.</summary>
    public override string ToString() => SafeText.ForTerminal(Name);
}
