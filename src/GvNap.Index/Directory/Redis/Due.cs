namespace GvNap.Index.Directory.Redis;

/// <summary>What of a peer is not yet in the store.</summary>
[Flags]
internal enum Due
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Its record and session, and the announcement of them.</summary>
    Record = 1,

    /// <summary>Its whole catalogue.</summary>
    Catalogue = 2,

    /// <summary>That it is detached.</summary>
    Detach = 4,

    /// <summary>That it quit.</summary>
    Leave = 8,
}
