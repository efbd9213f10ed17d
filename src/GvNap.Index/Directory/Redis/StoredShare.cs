namespace GvNap.Index.Directory.Redis;

/// <summary>How a batch went in the store.</summary>
internal enum StoredShare
{
    /// <summary>It is there.</summary>
    Applied,

    /// <summary>The store does not know the session.</summary>
    Missing,

    /// <summary>There is a newer session.</summary>
    Superseded,

    /// <summary>The catalogue is not at the base version.</summary>
    OtherVersion,
}
