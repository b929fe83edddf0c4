/** An example of a vindex that is not part of Shardgate. */
@NullMarked
package com.example.shardgate;

import org.jspecify.annotations.NullMarked;
