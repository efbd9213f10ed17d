namespace GvNap.Index.Connections;

/// <summary>Why a connection was not taken; a metric's tag.</summary>
internal enum RefusalReason
{
    /// <summary>Its address has all that it may have.</summary>
    Address,

    /// <summary>The server has all that it may have.</summary>
    Total,

    /// <summary>The process had no descriptor to spare.</summary>
    Descriptors,
}
