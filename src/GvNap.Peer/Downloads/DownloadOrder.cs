using GvNap.Peer.Finding;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using GvNap.Protocol.Naming;

namespace GvNap.Peer.Downloads;

/// <summary>What somebody wants: a content from whoever has it, a folder of a user, or what one peer shares under a name.</summary>
public sealed record DownloadOrder
{
    /// <summary>The content; null: what the peer at <see cref="Host"/> shares as <see cref="Name"/>.</summary>
    public ContentId? Content { get; init; }

    /// <summary>The user whose folder it is; null: it is a file.</summary>
    public string? User { get; init; }

    /// <summary>The name as it is shared; a folder's without a slash at the end.</summary>
    public required string Name { get; init; }

    /// <summary>The host of the one peer; null with a content id.</summary>
    public string? Host { get; init; }

    /// <summary>That peer's file port.</summary>
    public int Port { get; init; }

    /// <summary>The peer that is listed with that host and port, if one is: it may be reached elsewhere from here. Not kept.</summary>
    public Source? Listed { get; init; }

    /// <summary>What a search has found; its sources stand in when the index server says nothing. Not kept.</summary>
    public NetworkFile? Found { get; init; }

    /// <summary>What the user was found to share in the folder; stands in when the index server says nothing. Not kept.</summary>
    public NetworkFolder? FoundFolder { get; init; }

    /// <summary>Orders a search's result.</summary>
    public static DownloadOrder Of(NetworkFile found) => new() { Content = found.Content, Name = found.Name, Found = found };

    /// <summary>Orders a folder that a user shares.</summary>
    public static DownloadOrder Of(NetworkFolder found) => new() { User = found.Owner.User, Name = found.Name, FoundFolder = found };

    /// <summary>Whether both want the same; the second then is the first.</summary>
    public bool IsSameAs(DownloadOrder other) =>
        Content is { } content ? content == other.Content : other.Content is null && (User, Name, Host, Port) == (other.User, other.Name, other.Host, other.Port);

    /// <summary>Name for a person, safe to print.</summary>
    public override string ToString() => SafeText.ForTerminal(Name) + (User is null ? "" : "/");
}
