namespace GvNap.Index.Directory.Redis;

/// <summary>How a peer stands for everyone who follows the directory.</summary>
internal enum Presence
{
    /// <summary>Not listed; it may still be held, its lease having lapsed.</summary>
    Gone,

    /// <summary>Listed, and its files are results.</summary>
    Attached,

    /// <summary>Listed, and its files are no results.</summary>
    Detached,
}
