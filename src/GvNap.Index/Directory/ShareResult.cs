namespace GvNap.Index.Directory;

/// <summary>How a batch went.</summary>
internal enum ShareOutcome
{
    /// <summary>The catalogue is at the batch's version.</summary>
    Applied,

    /// <summary>The catalogue is at another version than the batch's base.</summary>
    Mismatch,

    /// <summary>The session is over.</summary>
    Superseded,

    /// <summary>The catalogue would grow beyond the limit of files a peer.</summary>
    Limit,
}

/// <summary>The answer to a batch.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Version">The catalogue's version now.</param>
internal readonly record struct ShareResult(ShareOutcome Outcome, ulong Version);
