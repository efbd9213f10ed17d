namespace GvNap.Protocol;

/// <summary>The limits that both sides of a connection count on, besides that of a <see cref="Framing.Frame"/>; PROTOCOL.md explains each. A server may set further ones of its own.</summary>
public static class ProtocolLimits
{
    /// <summary>The protocol version that this code speaks, in both protocols.</summary>
    public const uint Version = 1;

    /// <summary>The index server's usual port.</summary>
    public const int IndexPort = 1699;

    /// <summary>A peer's usual file port.</summary>
    public const int FilePort = 6699;

    /// <summary>The longest shared name, bytes of UTF-8.</summary>
    public const int NameLength = 1024;

    /// <summary>The longest component of a shared name, bytes of UTF-8; what most file systems take.</summary>
    public const int NameComponentLength = 255;

    /// <summary>The longest description, bytes of UTF-8.</summary>
    public const int DescriptionLength = 1024;

    /// <summary>The longest user name, characters.</summary>
    public const int UserNameLength = 32;

    /// <summary>The longest program name and version in a greeting, characters.</summary>
    public const int AgentLength = 128;

    /// <summary>The longest query, bytes of UTF-8.</summary>
    public const int QueryLength = 256;

    /// <summary>The most terms in a query.</summary>
    public const int QueryTerms = 16;

    /// <summary>The most results or entries on a page.</summary>
    public const int PageLength = 100;

    /// <summary>The results or entries on a page when the request names no limit.</summary>
    public const int DefaultPageLength = 20;

    /// <summary>The most sources that come with a result; the others are found with FindSources.</summary>
    public const int SourcesPerResult = 16;

    /// <summary>The most endpoints that a peer advertises, besides the address that is observed.</summary>
    public const int AdvertisedEndpoints = 3;

    /// <summary>The most files in one Share.</summary>
    public const int ShareBatchFiles = 2000;

    /// <summary>The bytes of entries at which a peer ends a Share batch, so that it fits a frame with room to spare.</summary>
    public const int ShareBatchLength = 512 * 1024;

    /// <summary>File numbers lie below this.</summary>
    public const uint FileNumbers = 1 << 20;

    /// <summary>The largest file, bytes: its piece is then 1 GiB.</summary>
    public const long ContentSize = 1L << 44;

    /// <summary>The most bytes that one Read asks for.</summary>
    public const int ReadLength = 4 << 20;

    /// <summary>The most requests on a transfer connection that have no complete reply yet; the server stops reading at more.</summary>
    public const int OutstandingRequests = 16;

    /// <summary>Bytes of a probe's nonce.</summary>
    public const int ProbeNonceLength = 16;

    /// <summary>How long a server waits for the greeting.</summary>
    public static readonly TimeSpan GreetingTimeout = TimeSpan.FromSeconds(10);
}
